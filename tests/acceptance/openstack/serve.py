"""One WSGI service of OpenStack on loopback: `serve.py MODULE PORT`."""

import importlib
import sys

module, port = sys.argv[1], int(sys.argv[2])
sys.argv = [module]
importlib.import_module("waitress").serve(importlib.import_module(module).application, host="127.0.0.1", port=port, threads=4)
