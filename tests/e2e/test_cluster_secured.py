"""A cluster that wants TLS of everybody, and passwords, by the installed command and its settings alone."""

from pathlib import Path

import pytest

from tests.support import secured
from tests.support.audio import make_tone
from tests.support.clusters import consuming, listener_with, own_settings
from tests.support.listener import wait_until
from tools.servers import addresses

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(900)]


def test_a_cluster_is_set_up_and_used_by_tls(tmp_path: Path) -> None:
    trusted = secured.authority()
    with own_settings() as settings:
        tls = {
            "cassandra_ca_file": trusted.as_posix(),
            **secured.kafka("sasl_ssl"),
            "kafka_ca_file": trusted.as_posix(),
            "catalogue_dsn": secured.trusting(str(settings["catalogue_dsn"]), trusted),
            "s3_endpoint": addresses.S3_TLS_ENDPOINT,
            "s3_ca_file": trusted.as_posix(),
        }
        ada = listener_with({**settings, **tls}, tmp_path / "home")
        ada.run("cluster", "init", "--wait", "60")
        make_tone(tmp_path / "music" / "One.flac", seconds=1.0, title="One", artist="Tuning Fork", album="Tones")
        ada.run("upload", str(tmp_path / "music"))
        assert [*ada.songs()] == ["One"]
        with consuming(ada):
            ada.run("playlist", "create", "Mornings")
            added = ada.data("playlist", "add", "Mornings", "album:Tones")
            assert added["visible"]
            wait_until(lambda: ada.data("playlist", "list"))
            ada.wait_well()
        assert ada.data("storage", "check")["missing"] == []
        shown = ada.run("config", "show", "--json").out + ada.run("cluster", "status").out
    assert addresses.KAFKA_PASSWORD not in shown
