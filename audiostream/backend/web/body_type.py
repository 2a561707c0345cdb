"""What a request says of its body's form, read before Django does, which fails at some types and takes half forms."""

from django.utils.http import parse_header_parameters

from audiostream.backend.web.refusals import MalformedRequest


def form_end(content_type: str) -> bytes | None:
    """Return what a form with files ends with; None for any other body, and for a form that Django refuses.

    Where a body's length is not told beforehand, nothing but its end says that it has come whole: Django takes half a
    name for a name.

    Raises:
        MalformedRequest: the type cannot be read, or its charset is none of text's.
    """
    try:
        kind, parameters = parse_header_parameters(content_type)
        b"\xc3\xa9".decode(parameters.get("charset", "utf-8"), "replace")
    except (ValueError, LookupError) as error:
        raise MalformedRequest(
            "the body's type cannot be read", hint="Leave out the charset: text is UTF-8 here."
        ) from error
    boundary = parameters.get("boundary", "")
    return f"--{boundary}--".encode("latin-1", "replace") if kind == "multipart/form-data" and boundary else None
