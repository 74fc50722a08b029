"""Object stores for tests: a folder, and a real S3 endpoint (moto's server) on a free port of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
from moto.server import ThreadedMotoServer

from storage.engine.objects import Objects

BUCKET = "baosong-tests"
CREDENTIALS = {"region": "us-east-1", "access_key_id": "test", "secret_access_key": "test"}


@contextmanager
def s3_endpoint() -> Iterator[str]:
    """An S3 with one empty bucket; yields its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name=CREDENTIALS["region"],
            aws_access_key_id=CREDENTIALS["access_key_id"],
            aws_secret_access_key=CREDENTIALS["secret_access_key"],
        )
        client.create_bucket(Bucket=BUCKET)
        client.close()
        yield endpoint
    finally:
        server.stop()


def folder_store(folder: Path) -> Objects:
    return Objects(str(folder / "files"))


def s3_store(endpoint: str, prefix: str) -> Objects:
    options = {**CREDENTIALS, "endpoint": endpoint, "client_options": {"allow_http": True}}
    return Objects(f"s3://{BUCKET}/{prefix}", **options)
