"""One WSGI service of OpenStack on loopback: `serve.py PORT APPLICATION ARGUMENT…`.

The application is a module, or a file of paste's; the arguments are what the service's own command would take.
"""

import importlib
import sys

port, named = int(sys.argv[1]), sys.argv[2]
# The service reads them as it is imported.
sys.argv = sys.argv[2:]
if named.endswith(".ini"):
    application = importlib.import_module("paste.deploy").loadapp(f"config:{named}")
else:
    application = importlib.import_module(named).application
importlib.import_module("waitress").serve(application, host="127.0.0.1", port=port, threads=4)
