"""``audiostream user``, as whoever runs a server types it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.bootstrap import build
from audiostream.backend.services.accounts import AccountService
from audiostream.settings import Settings
from tests.support.accounts import HOME, PASSWORD, hash_quickly
from tests.support.catalogues import empty_accounts
from tests.support.command_line import CommandLine, make_command_line


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    with closing(empty_accounts(tmp_path / "data" / "catalogue.sqlite3")):
        hash_quickly(monkeypatch)
    return make_command_line(tmp_path, monkeypatch)


@pytest.fixture
def accounts(cli: CommandLine) -> Iterator[AccountService]:
    with closing(build(Settings(data_dir=cli.data_dir, user="ada"))) as services:
        yield services.accounts


def _type(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Have a person type these, unseen; return what is asked."""
    asked: list[str] = []
    left = list(answers)

    def getpass(prompt: str, _stream: object) -> str:
        asked.append(prompt)
        return left.pop(0)

    monkeypatch.setattr("getpass.getpass", getpass)
    return asked


def test_add_reads_a_password_and_shows_it_nowhere(cli: CommandLine, accounts: AccountService) -> None:
    added = cli("user", "add", "Ada", "--staff", "--password-stdin", "--json", piped=PASSWORD + "\n")
    assert added.json["kind"] == "user_change"
    assert added.data["status"] == "created"
    account = added.data["account"]
    assert (account["user_id"], account["is_staff"], account["is_active"]) == ("Ada", True, True)
    assert account["last_login_at"] is None
    assert set(added.data) == {"status", "account"}
    assert PASSWORD not in added.out + added.err
    assert accounts.log_in("ada", PASSWORD, HOME).user_id


def test_add_asks_twice_on_a_terminal(
    cli: CommandLine, accounts: AccountService, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _type(monkeypatch, PASSWORD, PASSWORD)
    added = cli("user", "add", "ada", terminal=True)
    assert asked == ["Password: ", "Password, once more: "]
    assert added.out == "created: ada\n"
    assert added.err == "Next: audiostream user token add ada DEVICE\n"
    assert accounts.log_in("ada", PASSWORD, HOME).user_id


def test_add_finds_what_was_mistyped(
    cli: CommandLine, accounts: AccountService, monkeypatch: pytest.MonkeyPatch
) -> None:
    _type(monkeypatch, PASSWORD, PASSWORD + "x")
    refused = cli("user", "add", "ada", terminal=True)
    assert (refused.code, refused.out) == (2, "")
    assert "not the same" in refused.err
    assert accounts.known("ada") is None


def test_add_makes_a_password_and_shows_it_once(cli: CommandLine, accounts: AccountService) -> None:
    added = cli("user", "add", "ada", "--generate")
    first, second = added.out.splitlines()
    assert first == "created: ada"
    assert accounts.log_in("ada", second.removeprefix("password: "), HOME).user_id
    assert "shown this once" in added.err
    again = cli("user", "add", "ada", "--generate", "--json")
    assert again.data["status"] == "unchanged"
    assert "password" not in again.data
    made = cli("user", "add", "bob", "--generate", "--json").data["password"]
    assert accounts.log_in("bob", made, HOME).user_id


def test_add_leaves_who_is_there_as_it_is_and_says_how_to_change_it(cli: CommandLine, accounts: AccountService) -> None:
    accounts.add("Ada", PASSWORD)
    again = cli("user", "add", "ADA", "--staff", "--password-stdin", piped="another password\n")
    assert (again.code, again.out) == (0, "unchanged: Ada\n")
    assert "audiostream user password Ada" in again.err
    assert "audiostream user staff Ada" in again.err
    assert accounts.log_in("ada", PASSWORD, HOME).user_id
    assert not accounts.account("ada").is_staff


@pytest.mark.parametrize(
    ("arguments", "piped", "said"),
    [
        (["ada"], "", "no terminal to ask for a password on"),
        (["ada", "--password-stdin"], "", "no password was given"),
        (["ada", "--password-stdin"], "short\n", "at least 8"),
        (["ada", "--password-stdin"], "password1\n", "everybody tries first"),
        (["correct horse", "--password-stdin"], "Correct Horse\n", "is the name"),
        (["ada", "--password-stdin", "--generate"], PASSWORD, "exclude each other"),
        (["ada ", "--generate"], "", "Did you mean 'ada'?"),
        (["", "--generate"], "", "is empty"),
        ([], "", "Missing argument"),
    ],
)
def test_add_refuses(cli: CommandLine, accounts: AccountService, arguments: list[str], piped: str, said: str) -> None:
    refused = cli("user", "add", *arguments, piped=piped)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    assert not accounts.accounts().items


def test_list_shows_accounts_and_their_state_on_pages(cli: CommandLine, accounts: AccountService) -> None:
    assert "No accounts yet. Add one: audiostream user add NAME --staff" in cli("user", "list").err
    accounts.add("carol", PASSWORD)
    accounts.add("Ada", PASSWORD, is_staff=True)
    accounts.add("bob", PASSWORD)
    accounts.set_active("bob", is_active=False)
    rows = [line.split("\t")[:4] for line in cli("user", "list").out.splitlines()]
    assert rows == [
        ["Ada", "yes", "active", "never"],
        ["bob", "", "disabled", "never"],
        ["carol", "", "active", "never"],
    ]
    first = cli("user", "list", "--limit", "2", "--json")
    assert [each["user_id"] for each in first.data] == ["Ada", "bob"]
    rest = cli("user", "list", "--after", first.json["next_cursor"], "--json")
    assert [each["user_id"] for each in rest.data] == ["carol"]
    accounts.log_in("carol", PASSWORD, HOME)
    assert cli("user", "list", "--json").data[2]["last_login_at"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["disable", "ADA"], ["disabled: Ada", "unchanged: Ada"]),
        (["enable", "ada"], ["unchanged: Ada"]),
        (["staff", "ada"], ["changed: Ada, staff", "unchanged: Ada, staff"]),
        (["staff", "ada", "--remove"], ["unchanged: Ada"]),
    ],
)
def test_a_change_may_be_repeated(
    cli: CommandLine, accounts: AccountService, arguments: list[str], said: list[str]
) -> None:
    accounts.add("Ada", PASSWORD)
    assert [cli("user", *arguments).out.strip() for _ in said] == said


def test_what_was_changed_is_changed_back(cli: CommandLine, accounts: AccountService) -> None:
    accounts.add("ada", PASSWORD)
    for arguments in (["disable", "ada"], ["staff", "ada"]):
        cli("user", *arguments)
    assert cli("user", "enable", "ada").out == "enabled: ada, staff\n"
    assert cli("user", "staff", "ada", "--remove", "--json").data["account"]["is_staff"] is False


def test_password_gives_another(cli: CommandLine, accounts: AccountService, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.add("ada", PASSWORD)
    assert cli("user", "password", "ada", "--password-stdin", piped="second password\n").out == "changed: ada\n"
    assert accounts.log_in("ada", "second password", HOME).user_id
    _type(monkeypatch, "third password", "third password")
    assert cli("user", "password", "ada", terminal=True).out == "changed: ada\n"
    assert accounts.log_in("ada", "third password", HOME).user_id
    made = cli("user", "password", "ada", "--generate", "--json").data["password"]
    assert accounts.log_in("ada", made, HOME).user_id


@pytest.mark.parametrize(
    "arguments",
    [
        ["disable", "nobody"],
        ["enable", "nobody"],
        ["staff", "nobody"],
        ["password", "nobody"],
        ["token", "add", "nobody", "radio"],
        ["token", "list", "nobody"],
        ["token", "revoke", "nobody", "radio"],
    ],
)
def test_who_has_no_account_is_not_found(cli: CommandLine, arguments: list[str]) -> None:
    refused = cli("user", *arguments)
    assert refused.code == 4
    assert "there is no account 'nobody'" in refused.err
    assert "audiostream user list" in refused.err


def test_a_token_is_the_only_thing_on_standard_output(cli: CommandLine, accounts: AccountService) -> None:
    accounts.add("Ada", PASSWORD)
    added = cli("user", "token", "add", "ada", "radio")
    found = accounts.owner_of(added.out.strip())
    assert found
    assert (found[0].user_id, found[1].device) == ("Ada", "radio")
    assert "shown this once" in added.err
    token = cli("user", "token", "add", "ada", "phone", "--json").data["token"]
    found = accounts.owner_of(token["secret"])
    assert found
    assert str(found[1].id) == token["id"]


def test_tokens_are_listed_without_their_secrets_and_revoked(cli: CommandLine, accounts: AccountService) -> None:
    accounts.add("ada", PASSWORD)
    assert "audiostream user token add ada DEVICE" in cli("user", "token", "list", "ada").err
    token, secret = accounts.issue_token("ada", "radio")
    accounts.issue_token("ada", "phone")
    accounts.owner_of(secret)
    listed = cli("user", "token", "list", "ada")
    (radio, used, _, id_), (phone, unused, *_) = (line.split("\t") for line in listed.out.splitlines())
    assert (radio, id_, phone, unused) == ("radio", str(token.id), "phone", "never")
    assert used != "never"
    assert secret not in listed.out + cli("user", "token", "list", "ada", "--json").out
    assert cli("user", "token", "revoke", "ada", id_).out == f"revoked: radio of ada, id {id_}\n"
    assert accounts.owner_of(secret) is None
    assert cli("user", "token", "revoke", "ada", "radio").code == 4
    assert cli("user", "token", "revoke", "ada", "phone", "--json").data["status"] == "revoked"
    assert cli("user", "token", "list", "ada", "--json").data == []
