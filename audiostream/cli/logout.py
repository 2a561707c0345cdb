"""``audiostream logout``: the end of ``audiostream login``."""

from contextlib import closing

from audiostream import config, config_file
from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.output import Result
from audiostream.errors import AudiostreamError
from audiostream.settings import REMOTE, Settings

app = group("logout", "Forget the server: the profile keeps things on this machine again.")


@command(app, "logout", examples=["audiostream logout", "audiostream --profile work logout"])
def logout(env: Environment) -> Result:
    """Have the server refuse this device's token, and forget it here.

    Where the server is away, the token is forgotten here, and stays valid until it is revoked there.
    """
    profile, url = env.loaded.profile, env.settings.server_url
    remark = _revoked(env.settings) if env.settings.server_token else None
    keys = ["server_token", "server_url"]
    if env.settings.mode == REMOTE:
        # The account's name was the profile's user; what is on this machine is not that account's.
        keys = ["mode", "user", *keys]
    changes = [config_file.unset_value(config.config_path(), profile, key) for key in keys]
    changed = any(change.before is not None for change in changes)
    return Result(
        kind="logout",
        data={"status": "changed" if changed else "unchanged", "profile": profile, "server_url": url or None},
        text=f"Logged out of {url}." if changed and url else f"Profile {profile} was not logged in.",
        notes=[remark] if remark else [],
    )


def _revoked(settings: Settings) -> str | None:
    """Have the token refused; return what is to be said where that failed."""
    from audiostream.backend.bootstrap import device

    try:
        with closing(device(settings, settings.server_url)) as account:
            account.log_out()
    except AudiostreamError as error:
        return f"The token was not revoked there: {error.message}"
    return None
