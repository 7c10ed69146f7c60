"""What the calls of a scan cost plain boto3: the same calls, each once, by clients made beforehand, one after the other.

`python -m benchmarks.aws_plain URL CALLS` prints how many calls, and the seconds of CPU they took; neither Python's start nor the making
of clients is among them. `NOTING` is a scan that keeps its calls in the file it is told.
"""

from __future__ import annotations

import pickle
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from auditor.providers.aws.session import _strip_host_prefix

NOTING = """
import copy, pickle, sys
from pathlib import Path
from botocore.client import BaseClient
from auditor.cli import main
asked, call = [], BaseClient._make_api_call
def noting(client, operation, parameters):
    asked.append((client.meta.service_model.service_name, client.meta.region_name, operation, copy.deepcopy(parameters)))
    return call(client, operation, parameters)
BaseClient._make_api_call = noting
code = main(sys.argv[2:])
Path(sys.argv[1]).write_bytes(pickle.dumps(asked))
sys.exit(code if code not in (0, 3, 4) else 0)
"""
Asked = tuple[str, str, str, dict[str, Any]]
"""Service, region, operation, parameters."""


def plain(url: str, asked: list[Asked]) -> float:
    """Seconds of CPU of all these calls. Errors are what they are."""
    session: Any = boto3.Session("bench", "bench")
    config = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1})
    clients = {}
    for service, region in dict.fromkeys(one[:2] for one in asked):
        clients[service, region] = session.client(service, region_name=region, endpoint_url=url, config=config)
        # S3 Control puts the account before the host, which the replay's address has no name for.
        clients[service, region].meta.events.register("before-sign.s3-control", partial(_strip_host_prefix, urlsplit(url).netloc))
    calls = [(getattr(clients[service, region], xform_name(operation)), parameters) for service, region, operation, parameters in asked]
    start = time.process_time()
    for call, parameters in calls:
        try:
            call(**parameters)
        except (ClientError, BotoCoreError):
            continue
    return time.process_time() - start


if __name__ == "__main__":
    # Our own file, written a moment ago by the benchmark.
    made: list[Asked] = pickle.loads(Path(sys.argv[2]).read_bytes())  # noqa: S301
    print(len(made), plain(sys.argv[1], made))
