"""Whatever a tag says, what may be stored of it is clean, possible, or refused."""

import math
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiostream.backend.adapters.mutagen.tags import FIELDS, clean_tags, replay_gain
from audiostream.backend.domain.catalogue import Tags
from audiostream.backend.domain.names import MAX_NAME, clean_name
from audiostream.errors import Unusable

NAMES = ("title", "artist", "album_artist", "album")
NUMBERS = st.from_regex(r"\s*[+-]?[0-9.,/-]{0,12}( dB)?", fullmatch=True) | st.text(max_size=8)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(FIELDS), st.lists(st.text(max_size=600), max_size=3)))
def test_names_are_clean_or_refused(raw: dict[str, list[str]]) -> None:
    try:
        tags = clean_tags(raw)
    except Unusable as error:
        assert error.message.startswith("hostile tag: the ")  # noqa: PT017 - either way is right
        return
    for field in NAMES:
        name = getattr(tags, field)
        if name is None:
            assert not any(text.strip().isalnum() for text in raw.get(field, ())[:1])
        else:
            assert name == clean_name(name)
            assert 0 < len(name) <= MAX_NAME
            assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in name)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries({field: st.lists(NUMBERS, max_size=2) for field in FIELDS if field not in NAMES}))
def test_numbers_are_possible_or_left_out(raw: dict[str, list[str]]) -> None:
    tags = clean_tags(raw)
    assert tags.track is None or 1 <= tags.track <= 9_999
    assert tags.disc is None or 1 <= tags.disc <= 9_999
    assert tags.year is None or 1 <= tags.year <= 9_999
    gain = replay_gain(raw)
    if gain is not None:
        values = [gain.track_gain, gain.album_gain, gain.track_peak, gain.album_peak]
        given_values = [value for value in values if value is not None]
        assert given_values
        assert all(math.isfinite(value) and -60 <= value <= 64 for value in given_values)


def test_nothing_says_nothing() -> None:
    assert clean_tags({}) == Tags()
    assert replay_gain({}) is None


def test_a_date_gives_its_year() -> None:
    years = {
        text: clean_tags({"date": [text]}).year for text in ("1965-10-01", " 1965", "1965/66", "65", "19655", "0000")
    }
    assert years == {"1965-10-01": 1965, " 1965": 1965, "1965/66": 1965, "65": None, "19655": None, "0000": None}


def test_a_comma_is_a_decimal_point_too() -> None:
    gain = replay_gain({"track_gain": ["-7,03 db"], "track_peak": [".5"]})
    assert gain is not None
    assert (gain.track_gain, gain.track_peak) == (-7.03, 0.5)
