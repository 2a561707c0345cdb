"""The addresses of the pages."""

from django.urls import path

from audiostream.backend.web.pages import (
    account,
    albums,
    artists,
    history,
    home,
    login,
    playlist_edits,
    playlists,
    queue,
    search,
    songs,
    uploads,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("login", login.log_in, name="login"),
    path("logout", login.log_out, name="logout"),
    path("search", search.search, name="search"),
    path("artists", artists.artists, name="artists"),
    path("artists/<int:artist_id>", artists.artist, name="artist"),
    path("albums", albums.albums, name="albums"),
    path("albums/<int:album_id>", albums.album, name="album"),
    path("playlists", playlists.playlists, name="playlists"),
    path("playlists/<uuid:playlist_id>", playlists.playlist, name="playlist"),
    path("playlists/<uuid:playlist_id>/rename", playlist_edits.rename, name="playlist_rename"),
    path("playlists/<uuid:playlist_id>/remove", playlist_edits.remove, name="playlist_remove"),
    path("playlists/<uuid:playlist_id>/move", playlist_edits.move, name="playlist_move"),
    path("playlists/<uuid:playlist_id>/delete", playlist_edits.delete, name="playlist_delete"),
    path("add", songs.add, name="add"),
    path("queue", queue.queue, name="queue"),
    path("upload", uploads.upload, name="upload"),
    path("history", history.history, name="history"),
    path("account", account.account, name="account"),
    path("account/password", account.password, name="password"),
    path("account/devices/<uuid:token_id>/revoke", account.revoke, name="revoke"),
]
