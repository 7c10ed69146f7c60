"""Cinder's API on loopback: `serve_cinder.py CONFIGURATION`."""

import sys

sys.argv = ["cinder-api", "--config-file", sys.argv[1]]
from cinder.wsgi import api  # noqa: E402  # it reads its arguments as it is imported
from waitress import serve  # noqa: E402

serve(api.application, host="127.0.0.1", port=18776, threads=4)
