"""Cinder's API on loopback: `serve_cinder.py CONFIGURATION`."""

import importlib
import sys

sys.argv = ["cinder-api", "--config-file", sys.argv[1]]
# It reads its arguments as it is imported.
application = importlib.import_module("cinder.wsgi.api").application
importlib.import_module("waitress").serve(application, host="127.0.0.1", port=18776, threads=4)
