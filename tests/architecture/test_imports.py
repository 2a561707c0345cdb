"""Imports point one way, and each library stays in its place."""

import pytest

from tests.support.source import Module, modules, within

# For each part, the parts it may import beside itself. A part is everything below its name that is not
# below a longer one.
LAYERS = {
    "audiostream.errors": [],
    "audiostream.text": [],
    "audiostream.files": [],
    "audiostream.lock": [],
    "audiostream.settings": [],
    "audiostream.config": ["errors", "settings"],
    "audiostream.config_file": ["config", "errors", "files", "lock"],
    "audiostream.demo": [],
    "audiostream.backend.domain": ["errors", "text"],
    "audiostream.backend.ports": ["errors", "backend.domain"],
    "audiostream.backend.pace": [],
    "audiostream.backend.consumer": ["errors", "backend.domain", "backend.pace", "backend.ports"],
    "audiostream.backend.worker": ["errors", "backend.domain", "backend.consumer"],
    "audiostream.backend.services": ["errors", "text", "backend.domain", "backend.ports", "backend.cluster"],
    "audiostream.backend.cluster": [],
    "audiostream.backend.adapters": [
        *("errors", "files", "lock", "text"),
        *("backend.domain", "backend.ports", "backend.cluster"),
    ],
    "audiostream.backend.bootstrap": ["settings", "errors", "backend", "player"],
    "audiostream.backend.wiring": ["settings", "errors", "backend", "player"],
    # A face of its own beside the command line: what is asked of it comes by HTTP.
    "audiostream.backend.web": [
        *("config", "errors", "files", "lock", "settings", "text"),
        *("backend.domain", "backend.ports", "backend.services", "backend.bootstrap"),
        "player.lengths",
    ],
    # Django is told by name which apps have tables, and whose rows its sessions and its admin are about.
    "audiostream.backend.web.settings": ["backend.adapters.catalog.settings"],
    "audiostream.backend.web.sign_in": ["backend.adapters.accounts.models"],
    "audiostream.backend.web.sessions": ["backend.adapters.catalog.undisturbed"],
    "audiostream.backend.web.admin": ["errors", "backend.domain", "backend.services", "backend.adapters.catalog"],
    "audiostream.player": ["errors", "text", "files", "backend.domain", "backend.ports", "backend.services"],
    "audiostream.cli": [
        "config",
        "config_file",
        "demo",
        "errors",
        "settings",
        "text",
        "backend.cluster",
        "backend.domain",
        "backend.services",
        "backend.bootstrap",
        "backend.ports",
        "backend.web.serving",
        "player",
    ],
    "audiostream.__main__": ["cli"],
}

# Where a library may be imported: it is replaced, or understood, by looking there alone.
PLACES = {
    "django": [
        "audiostream.backend.adapters.catalog",
        "audiostream.backend.adapters.accounts",
        "audiostream.backend.web",
    ],
    "ninja": ["audiostream.backend.web.api"],
    "granian": [f"audiostream.backend.web.{name}" for name in ("serving", "supervisor", "gateway")],
    "argon2": ["audiostream.backend.adapters.accounts"],
    "psycopg2": ["audiostream.backend.adapters.catalog"],
    "sqlite3": ["audiostream.backend.adapters.sqlite", "audiostream.backend.adapters.catalog"],
    "mutagen": ["audiostream.backend.adapters.mutagen"],
    "acsylla": ["audiostream.backend.adapters.cassandra"],
    "cassandra": ["audiostream.backend.adapters.cassandra"],
    "kafka": ["audiostream.backend.adapters.kafka"],
    "prometheus_client": ["audiostream.backend.adapters.prometheus", "audiostream.backend.web.metrics"],
    "boto3": ["audiostream.backend.adapters.s3", "audiostream.backend.adapters.cloudfront"],
    "botocore": ["audiostream.backend.adapters.s3", "audiostream.backend.adapters.cloudfront"],
    "cryptography": ["audiostream.backend.adapters.cloudfront"],
    "vlc": ["audiostream.player.vlc"],
    "textual": ["audiostream.player.screen"],
    "rich": ["audiostream.cli"],
    "typer": ["audiostream.cli"],
    "tomlkit": ["audiostream.config_file"],
    "fractional_indexing": ["audiostream.backend.domain.positions"],
}


def test_each_module_imports_only_what_lies_below() -> None:
    faults = []
    for module in modules():
        part = max((each for each in LAYERS if within(module.name, each)), key=len, default=None)
        if part is None:
            faults += [f"{module.name} belongs to no part: give it a line in LAYERS"] if _ours(module) else []
            continue
        allowed = [part, *(f"audiostream.{each}" for each in LAYERS[part])]
        faults += [
            f"{module.name} imports {name}; {part} may import only: {', '.join(allowed)}"
            for name in _ours(module)
            if name != "audiostream.__version__" and not any(within(name, each) for each in allowed)
        ]
    assert not faults


def test_libraries_stay_in_their_places() -> None:
    faults = [
        f"{module.name} imports {name}"
        for module in modules()
        for name, _ in module.imports()
        if not any(within(module.name, place) for place in PLACES.get(name.partition(".")[0], [module.name]))
    ]
    assert not faults


@pytest.mark.parametrize("package", ["audiostream.backend.adapters", "audiostream.player.vlc"])
def test_only_the_bootstrap_and_the_wiring_of_each_mode_name_adapters(package: str) -> None:
    naming = {
        module.name
        for module in modules()
        for name in _ours(module)
        if within(name, package) and not within(module.name, package)
    }
    wiring = {name for name in naming if within(name, "audiostream.backend.wiring")}
    # Which of Django's tables are behind its sessions and its admin.
    of_django = {f"audiostream.backend.web.{name}" for name in ("admin", "sessions", "settings", "sign_in")}
    assert naming
    assert naming - wiring - of_django <= {"audiostream.backend.bootstrap"}


def test_no_adapter_knows_another() -> None:
    root = "audiostream.backend.adapters"
    # What the errors of SQLite, boto3 and TLS mean, and how SQLite's files are shared, is the same whoever asks.
    # Accounts are in the catalogue's database: how it is opened, read and written is the same for their tables.
    database = (
        *("at_hand", "database", "fields", "keyset", "prepared", "settings"),
        *("server_database", "server_options", "sqlite_database"),
    )
    shared = (
        *(f"{root}.sqlite.failures", f"{root}.sqlite.pragmas", f"{root}.s3.failures", f"{root}.tls"),
        *(f"{root}.catalog.{name}" for name in database),
    )
    for module in modules():
        if within(module.name, root) and module.name != root:
            own = ".".join(module.name.split(".")[:4])
            outside = [name for name in _ours(module) if within(name, root) and not within(name, own)]
            others = [name for name in outside if not any(within(name, each) for each in shared)]
            assert not others, f"{module.name} imports {others}"


def _ours(module: Module) -> list[str]:
    return [name for name, _ in module.imports() if within(name, "audiostream")]
