"""The codes of errors are what programs rely on: they never change."""

from audiostream import errors


def test_codes_are_stable_and_distinct() -> None:
    classes = [each for each in vars(errors).values() if isinstance(each, type)]
    codes = {each.__name__: each.code for each in classes if issubclass(each, errors.AudiostreamError)}
    assert codes == {
        "AudiostreamError": "failed",
        "InvalidInput": "invalid_input",
        "InvalidConfig": "invalid_config",
        "NotFound": "not_found",
        "Conflict": "conflict",
        "Unusable": "unusable",
        "Unavailable": "unavailable",
        "Rejected": "rejected",
        "InvalidEvent": "invalid_event",
        "Unauthenticated": "unauthenticated",
        "Forbidden": "forbidden",
        "Throttled": "throttled",
    }


def test_an_error_has_a_message_and_perhaps_a_hint() -> None:
    error = errors.NotFound("there is no song 7", hint="Look with: audiostream search")
    assert (str(error), error.message, error.hint) == (
        "there is no song 7",
        "there is no song 7",
        "Look with: audiostream search",
    )
    assert errors.NotFound("nothing").hint is None
