"""PostgreSQL, which stands in for CockroachDB: the same protocol, and the same errors of serializable transactions."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from tools.servers import addresses
from tools.servers.certificates import certificates
from tools.servers.errors import ServerError
from tools.servers.process import Program
from tools.servers.server import Server

_CERTIFICATE, _KEY = "audiostream.crt", "audiostream.key"
_CONFIGURATION = f"""\
listen_addresses = '127.0.0.1'
port = {addresses.POSTGRES_PORT}
unix_socket_directories = ''
max_connections = 200
default_transaction_isolation = 'serializable'
log_line_prefix = '%m %d '
ssl = on
ssl_cert_file = '{_CERTIFICATE}'
ssl_key_file = '{_KEY}'
"""
# The first line that fits holds.
_ENTRY = f"""\
host all {addresses.POSTGRES_STRANGER} 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
"""


class Postgres(Server):
    """A server of the tests' own, with every transaction serializable, as CockroachDB has them."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, "postgres")

    @property
    def address(self) -> str:
        """Where its protocol is spoken."""
        return f"127.0.0.1:{addresses.POSTGRES_PORT}"

    def prepare(self) -> Program:
        """Make the folder of the databases, the first time, and write the configuration."""
        programs, user, data = _programs(), _user(), self._data()
        if not (data / "PG_VERSION").exists():
            _make_folder(programs, data, user)
        configuration, entry, made = data / "audiostream.conf", data / "audiostream-hba.conf", certificates(self.root)
        contents = {
            configuration: _CONFIGURATION.encode(),
            entry: _ENTRY.encode(),
            data / _CERTIFICATE: made.certificate.read_bytes(),
            data / _KEY: made.key.read_bytes(),
        }
        for path, content in contents.items():
            path.touch(mode=0o600)
            path.write_bytes(content)
            if user is not None:
                shutil.chown(path, user, user)
        command = [str(programs / "postgres"), "-D", str(data), "-c", f"config_file={configuration}"]
        return Program([*command, "-c", f"hba_file={entry}"], folder=data, user=user)

    def _data(self) -> Path:
        if _user() is None:
            return self.folder / "data"
        # Root's own folders are closed to the user postgres, who has a home for this.
        import pwd

        key = hashlib.sha256(str(self.root).encode()).hexdigest()[:8]
        return Path(pwd.getpwnam("postgres").pw_dir) / f"audiostream-servers-{key}"

    def ask(self) -> None:
        """Run a query."""
        import psycopg2

        connection = psycopg2.connect(
            host="127.0.0.1", port=addresses.POSTGRES_PORT, user=addresses.POSTGRES_USER, connect_timeout=5
        )
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        finally:
            connection.close()


def _user() -> str | None:
    """Return as whom it must run: PostgreSQL refuses to be root."""
    return "postgres" if hasattr(os, "geteuid") and os.geteuid() == 0 else None


def _programs() -> Path:
    """Return the folder of PostgreSQL's programs, which Debian keeps off the path."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True):
        if (folder / "postgres").exists():
            return folder
    postgres = shutil.which("postgres")
    if postgres is None:
        raise ServerError("PostgreSQL is missing. Install it; Debian, Ubuntu: sudo apt-get install postgresql")
    return Path(postgres).resolve().parent


def _version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _make_folder(programs: Path, data: Path, user: str | None) -> None:
    data.mkdir(parents=True, exist_ok=True)
    if user is not None:
        shutil.chown(data, user, user)
    command = [str(programs / "initdb"), "-D", str(data), "-U", addresses.POSTGRES_USER, "--auth=trust"]
    command += ["--encoding=UTF8", "--locale=C.UTF-8"]
    done = subprocess.run(command, cwd=data, user=user, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServerError(f"PostgreSQL's folder could not be made:\n{done.stdout}{done.stderr}")
