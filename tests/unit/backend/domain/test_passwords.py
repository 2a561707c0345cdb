"""What may be a password."""

import pytest

from audiostream.backend.domain.passwords import can_be_one, check_new_password, new_password, normal
from audiostream.errors import InvalidInput


@pytest.mark.parametrize(
    "password", ["8 chars.", "correct horse battery staple", "пароль из слов", "🍎🍐🍊🍋🍌🍉🍇🍓", "p a" * 333]
)
def test_a_password_is_taken(password: str) -> None:
    assert check_new_password(password, "ada") == password


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "is too short: at least 8"),
        ("7 chars", "is too short: at least 8"),
        ("x y" * 334, "has 1002 characters; 1000 are allowed"),
        ("aaaaaaaaaaaa", "the same few characters"),
        ("abababababab", "the same few characters"),
        ("Ada Lovelace", "is the name"),
        ("ADA LOVELACE", "is the name"),
        ("with a \0 in it", "control characters"),
        ("with a \n in it", "control characters"),
        ("with a \ud800 in it", "valid Unicode"),
    ],
)
def test_a_password_is_refused(password: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as refused:
        check_new_password(password, "Ada Lovelace")
    assert password not in str(refused.value) or not password


def test_keyboards_that_compose_accents_otherwise_type_the_same_password() -> None:
    composed, decomposed = "caf\u00e9 au lait", "cafe\u0301 au lait"
    assert normal(composed) == normal(decomposed) == check_new_password(decomposed, "ada")


def test_what_no_password_can_be_is_never_hashed() -> None:
    assert can_be_one("a door, a jar")
    assert not can_be_one("x" * 1001)
    assert not can_be_one("\ud800")


def test_passwords_that_are_made_are_taken_and_no_two_alike() -> None:
    made = {new_password() for _ in range(100)}
    assert len(made) == 100
    assert all(check_new_password(each, "ada") == each for each in made)
    assert all([len(part) for part in each.split("-")] == [5, 5, 5, 5] for each in made)
