"""Django's admin, for staff: the catalogue as tables, to mend a name, a year, a place.

Nothing is added here, as what is in the catalogue comes from files; a song can be removed, which leaves its file.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet, TextField
from django.forms import IntegerField, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST

from audiostream.backend.adapters.catalog.edits import edit_album, edit_artist, edit_song
from audiostream.backend.adapters.catalog.index import ALBUMS, ARTISTS, SONGS, Kind, index_of
from audiostream.backend.adapters.catalog.models import Album, Artist, Song
from audiostream.backend.adapters.catalog.undisturbed import serializable
from audiostream.backend.domain.names import clean_name, fold
from audiostream.backend.services.catalogue import MAX_YEAR
from audiostream.errors import InvalidInput

_View = TypeVar("_View", bound=Callable[..., Any])

if TYPE_CHECKING:
    _ModelAdmin = ModelAdmin[Model]
else:  # it has a parameter for the type checker alone
    _ModelAdmin = ModelAdmin

_ALIAS = "default"
# Django's own views take any other method for GET.
_only_forms = require_http_methods(["GET", "HEAD", "POST"])
_MOST_FOUND = 1000
_LAST_PLACE = 9999
# Columns that follow from others, and say nothing to people.
_OF_OURS = ("folded", "plain", "track_order", "disc_order")


class CatalogueSite(AdminSite):
    """Who is not logged in goes to our own form, where guessing is slowed down."""

    site_header = site_title = "audiostream"
    index_title = "Catalogue"
    site_url = "/"

    def admin_view(self, view: _View, cacheable: bool = False) -> _View:  # noqa: FBT001, FBT002 - Django's own form
        """Let a view answer staff, and what browsers send."""
        return _only_forms(super().admin_view(view, cacheable))

    @method_decorator(_only_forms)
    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:  # noqa: ARG002 - Django's form
        """Send away who is not of the staff."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", "/admin/"))

    @method_decorator(require_POST)  # a link of another site must not end a session
    def logout(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:  # type: ignore[override] # noqa: ARG002 - Django's own form; its types know no redirect
        """End the session."""
        logout(request)
        return redirect("login")

    def password_change(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:  # type: ignore[override] # noqa: ARG002 - Django's own form; its types know no redirect
        """Leave passwords to the page that holds their rules."""
        return redirect("account")


class _Form(ModelForm):  # type: ignore[type-arg] # of each of the models
    """Checks a name by the rules of names, and that none of the same kind has it."""

    named: ClassVar[str]
    beside: ClassVar[Sequence[str]] = ()

    def clean(self) -> dict[str, Any]:
        """Return the fields, the name as it is stored."""
        values = super().clean() or {}
        if self.named in values:
            try:
                values[self.named] = clean_name(values[self.named], f"the {self.named}")
            except InvalidInput as error:
                raise ValidationError({self.named: error.message}) from error
            self._check_free(values[self.named])
        return values

    def _check_free(self, name: str) -> None:
        same = {column: getattr(self.instance, column) for column in self.beside}
        rows = type(self.instance)._default_manager.using(_ALIAS).exclude(pk=self.instance.pk)  # noqa: SLF001 - Django's own name for it
        if rows.filter(folded=fold(name), **same).exists():
            raise ValidationError({self.named: f"there is another one with this {self.named}"})


class _ArtistForm(_Form):
    named = "name"

    class Meta:
        model = Artist
        fields = ("name",)


class _AlbumForm(_Form):
    named = "title"
    beside = ("artist_id",)
    year = IntegerField(min_value=1, max_value=MAX_YEAR, required=False)

    class Meta:
        model = Album
        fields = ("title", "year")


class _SongForm(_Form):
    named = "title"
    track = IntegerField(min_value=1, max_value=_LAST_PLACE, required=False)
    disc = IntegerField(min_value=1, max_value=_LAST_PLACE, required=False)

    class Meta:
        model = Song
        fields = ("title", "track", "disc")

    def _check_free(self, name: str) -> None:
        """Let songs be called alike: they differ by their bytes."""


class _Rows(_ModelAdmin):
    """A table, by name and page; what is searched for is found by the catalogue's own index.

    ``changed`` can be changed, which ``edit`` stores with all that follows.
    """

    kind: ClassVar[Kind]
    changed: ClassVar[list[str]]
    edit: ClassVar[Callable[[str, Any], None]]
    ordering = ("plain", "folded", "id")
    # To count all rows, beside those that were found, reads them all.
    show_full_result_count = False
    list_per_page = 50
    # Django shows the field where there is a column; the search itself is below.
    search_fields = ("plain",)
    # Names are text of any length to the database, and a line to people.
    formfield_overrides: ClassVar = {TextField: {"widget": AdminTextInputWidget}}

    def get_search_results(
        self, _request: HttpRequest, queryset: QuerySet[Model], search_term: str
    ) -> tuple[QuerySet[Model], bool]:
        """Return what has every word."""
        if not search_term:
            return queryset, False
        return queryset.filter(pk__in=index_of(_ALIAS).find(self.kind, search_term, limit=_MOST_FOUND)), False

    def get_readonly_fields(self, _request: HttpRequest, _obj: Model | None = None) -> list[str]:
        """Return what no form of ours has."""
        shown = [field.name for field in self.opts.fields]
        return [name for name in shown if name not in (*self.changed, *_OF_OURS)]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Return what can be changed, then all else."""
        return [*self.changed, *self.get_readonly_fields(request, obj)]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Return that nothing is made here."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        """Return that nothing is removed here."""
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, bool] | None = None,
    ) -> Any:  # noqa: ANN401 - Django's own form
        """Show a row, or change it, where whoever adds to what hangs on it is waited for or comes later."""
        view = super().changeform_view
        return serializable(_ALIAS, lambda: view(request, object_id, form_url, extra_context))

    def save_model(self, _request: HttpRequest, obj: Model, _form: object, _change: object) -> None:
        """Store what was changed."""
        type(self).edit(_ALIAS, obj)


class ArtistRows(_Rows):
    """Artists."""

    form = _ArtistForm
    kind, edit = ARTISTS, edit_artist
    changed: ClassVar = ["name"]
    list_display = ("name", "id", "created_at")


class AlbumRows(_Rows):
    """Albums."""

    form = _AlbumForm
    kind, edit = ALBUMS, edit_album
    changed: ClassVar = ["title", "year"]
    list_display = ("title", "artist", "year", "id", "created_at")
    list_select_related = ("artist",)


class SongRows(_Rows):
    """Songs."""

    form = _SongForm
    kind, edit = SONGS, edit_song
    changed: ClassVar = ["title", "track", "disc"]
    list_display = ("title", "artist", "album", "disc", "track", "id", "created_at")
    list_select_related = ("artist", "album")

    def has_delete_permission(self, request: HttpRequest, _obj: Model | None = None) -> bool:
        """Return whether staff asks: as the command does, this forgets a song and leaves its file."""
        return request.user.is_active and getattr(request.user, "is_staff", False)


site = CatalogueSite()
site.register(Artist, ArtistRows)
site.register(Album, AlbumRows)
site.register(Song, SongRows)
