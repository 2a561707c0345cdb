"""Commands whose plain values need no conversion, and so do not wait for it to be loaded.

Typer converts every value by pydantic, whose import takes a third of a short command's time; text that is to
stay text gains nothing by it. What must be converted or checked still is, by Typer's own means.
"""

from enum import Enum
from typing import TYPE_CHECKING, Any, get_args, get_origin

from typer.core import TyperCommand, TyperGroup

from audiostream.cli.kinds import name_kinds
from audiostream.cli.usage import UsageLocated

if TYPE_CHECKING:
    _Command = TyperCommand
else:
    _Command = object

_PLAIN = (str, bool, int, Enum)


class _LazyConversion(_Command):
    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - Typer's own context, of no public type
        """Return the parameters, each set to keep a value that has its type already."""
        parameters: list[Any] = super().get_params(ctx)
        for parameter in parameters:
            # Where Typer keeps a parameter's converter once one was needed; a release of Typer that
            # has no such place converts all as before.
            if getattr(parameter, "_runtime_param", True) is None:
                parameter._runtime_param = _Keeping(parameter.type_descriptor)  # noqa: SLF001 - see above
        name_kinds(parameters)
        return parameters


class LazyConversionCommand(UsageLocated, _LazyConversion, TyperCommand):
    """A command that takes values which have their type already as they are."""


class LazyConversionGroup(UsageLocated, _LazyConversion, TyperGroup):
    """A group of commands that does so."""


class _Keeping:
    """A converter for values that need none; it gives way to Typer's at the first that does."""

    def __init__(self, descriptor: Any) -> None:  # noqa: ANN401 - Typer's own
        self._annotation = descriptor.annotation
        self._has_parser = descriptor.parameter_info.parser is not None

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401 - Typer's own
        many = param.multiple or param.nargs == -1
        if value is None:
            return () if many else None
        if many and get_origin(self._annotation) is list and isinstance(value, (list, tuple)):
            (kind,) = get_args(self._annotation)
            if all(self._keeps(each, kind) for each in value):
                return list(value)
        elif not many and self._keeps(value, self._annotation):
            return value
        param._runtime_param = None  # noqa: SLF001 - so that Typer makes its own
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)

    def _keeps(self, value: object, kind: Any) -> bool:  # noqa: ANN401 - any type
        return not self._has_parser and isinstance(kind, type) and issubclass(kind, _PLAIN) and isinstance(value, kind)
