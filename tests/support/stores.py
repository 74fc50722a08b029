"""Object stores for tests: a folder, and a real S3 endpoint (moto's server) on a free port of this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
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


@asynccontextmanager
async def silent_server() -> AsyncIterator[str]:
    """Takes every connection and never says a word; yields its address."""
    over = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    over.set()
    server.close()


def folder_store(folder: Path) -> Objects:
    return Objects(str(folder / "files"))


def s3_store(endpoint: str, prefix: str) -> Objects:
    options = {**CREDENTIALS, "endpoint": endpoint, "client_options": {"allow_http": True}}
    return Objects(f"s3://{BUCKET}/{prefix}", **options)
