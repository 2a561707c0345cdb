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
    "audiostream.backend.consumer": ["errors", "backend.domain", "backend.ports"],
    "audiostream.backend.worker": ["errors", "backend.domain", "backend.consumer"],
    "audiostream.backend.services": ["errors", "text", "backend.domain", "backend.ports", "backend.cluster"],
    "audiostream.backend.cluster": [],
    "audiostream.backend.adapters": ["errors", "lock", "text", "backend.domain", "backend.ports", "backend.cluster"],
    "audiostream.backend.bootstrap": ["settings", "errors", "backend", "player"],
    "audiostream.backend.wiring": ["settings", "errors", "backend"],
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
        "player",
    ],
    "audiostream.__main__": ["cli"],
}

# Where a library may be imported: it is replaced, or understood, by looking there alone.
PLACES = {
    "django": ["audiostream.backend.adapters.catalog"],
    "psycopg2": ["audiostream.backend.adapters.catalog"],
    "sqlite3": ["audiostream.backend.adapters.sqlite", "audiostream.backend.adapters.catalog"],
    "mutagen": ["audiostream.backend.adapters.mutagen"],
    "acsylla": ["audiostream.backend.adapters.cassandra"],
    "cassandra": ["audiostream.backend.adapters.cassandra"],
    "kafka": ["audiostream.backend.adapters.kafka"],
    "prometheus_client": ["audiostream.backend.adapters.prometheus"],
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


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_imports_only_what_lies_below(module: Module) -> None:
    part = max((each for each in LAYERS if within(module.name, each)), key=len, default=None)
    if part is None:
        assert not _ours(module), f"{module.name} belongs to no part: give it a line in LAYERS"
        return
    allowed = [part, *(f"audiostream.{each}" for each in LAYERS[part])]
    for name in _ours(module):
        assert name == "audiostream.__version__" or any(within(name, each) for each in allowed), (
            f"{module.name} imports {name}; {part} may import only: {', '.join(allowed)}"
        )


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_libraries_stay_in_their_places(module: Module) -> None:
    for name, _ in module.imports():
        places = PLACES.get(name.partition(".")[0], [module.name])
        assert any(within(module.name, place) for place in places), f"{module.name} imports {name}"


@pytest.mark.parametrize("package", ["audiostream.backend.adapters", "audiostream.player.vlc"])
def test_only_the_bootstrap_and_the_wiring_of_each_mode_name_adapters(package: str) -> None:
    naming = {
        module.name
        for module in modules()
        for name in _ours(module)
        if within(name, package) and not within(module.name, package)
    }
    wiring = {name for name in naming if within(name, "audiostream.backend.wiring")}
    assert naming - wiring == {"audiostream.backend.bootstrap"}


def test_no_adapter_knows_another() -> None:
    root = "audiostream.backend.adapters"
    # What the errors of SQLite and boto3 mean, and how SQLite's files are shared, is the same whoever asks.
    shared = (f"{root}.sqlite.failures", f"{root}.sqlite.pragmas", f"{root}.s3.failures")
    for module in modules():
        if within(module.name, root) and module.name != root:
            own = ".".join(module.name.split(".")[:4])
            outside = [name for name in _ours(module) if within(name, root) and not within(name, own)]
            others = [name for name in outside if not any(within(name, each) for each in shared)]
            assert not others, f"{module.name} imports {others}"


def _ours(module: Module) -> list[str]:
    return [name for name, _ in module.imports() if within(name, "audiostream")]
