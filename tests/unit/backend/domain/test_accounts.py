"""What may be the name of an account."""

import pytest

from audiostream.backend.domain.accounts import read_user_id
from audiostream.errors import InvalidInput


@pytest.mark.parametrize("name", ["a", "Ada Lovelace", "ada@example.org", "AC/DC", "椎名林檎", "🍎", "x" * 255])
def test_a_name_stays_as_it_is(name: str) -> None:
    assert read_user_id(name) == name


def test_a_name_is_kept_in_the_composed_form() -> None:
    assert read_user_id("Bjo\u0308rk") == "Bj\u00f6rk"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "is empty"),
        (" ", "is empty"),
        ("x" * 256, "has 256 characters; 255 are allowed"),
        (" ada", "spaces at an end"),
        ("ada ", "spaces at an end"),
        ("ada  l", "two in a row"),
        ("ada\tl", "cannot be seen"),
        ("ada\n", "cannot be seen"),
        ("ada\0", "cannot be seen"),
        ("ada\x1b[31m", "cannot be seen"),
        ("ada\u200b", "cannot be seen"),
        ("ada\u200d", "cannot be seen"),
        ("ada\u00a0l", "cannot be seen"),
        ("ada\u202e", "cannot be seen"),
        ("ada\ufe0f", "cannot be seen"),
        ("ada\u3164", "cannot be seen"),
        ("ada\u2800", "cannot be seen"),
        ("ada\ud800", "cannot be seen"),
        ("ada\ufeff", "cannot be seen"),
    ],
)
def test_what_looks_like_another_or_like_nothing_is_refused(name: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as refused:
        read_user_id(name)
    assert refused.value.message.isprintable()


def test_a_name_that_is_nearly_one_is_proposed() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_user_id(" ada  l ")
    assert refused.value.hint == "Did you mean 'ada l'?"
