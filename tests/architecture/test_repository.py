"""What the repository's files must not say, and what they must."""

import itertools
import re

from tests.support.source import ROOT, text_of, tracked_files

# Put together here, so that this file does not say them itself.
HOSTS = re.compile(
    "|".join(map(re.escape, ("pypi" + ".org", "python" + "hosted", "index" + "-url", "trusted" + "-host")))
)
# ada is the user of the examples, audiostream the one inside the container.
MACHINE_PATHS = re.compile(r"(?<![\w.~/])/(?:work|root|home|Users)/(?!ada\b|audiostream\b)\w")
PIN = re.compile(r"[a-z0-9][a-z0-9._-]*==[A-Za-z0-9.!+]+( ; .+)?|\s*#.*|")


def test_no_file_names_a_package_registry_or_a_place_of_one_machine() -> None:
    named = {
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in tracked_files()
        if (text := text_of(path)) is not None
        for pattern in (HOSTS, MACHINE_PATHS)
        for found in pattern.finditer(text)
        # The option that keeps a host out of the constraints has to be named where it is given.
        if not text[: found.start()].endswith("--no-emit-")
    }
    assert named == set()


def test_constraints_are_pins_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not PIN.fullmatch(line)] == []
    assert len([line for line in lines if "==" in line]) > 10


def test_every_dependency_is_pinned() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *itertools.chain.from_iterable(extras.values())]
    names = {re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower() for requirement in wanted}
    pinned = {line.partition("==")[0] for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    assert names - pinned == {project["name"]}, "dev asks for the extra of audiostream itself"
