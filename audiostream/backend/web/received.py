"""From a file of a form to a song."""

from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

from audiostream.backend.bootstrap import Services
from audiostream.backend.domain.uploads import Into, Received
from audiostream.backend.web.middleware.limits import check_file


def receive(services: Services, file: "UploadedFile[bytes]", into: Into, *, dry_run: bool = False) -> Received:
    """Make a song of a file that Django has put on the disk, whatever its size, under a name of its own.

    Raises:
        BodyTooLarge: it is larger than the setting ``web_max_upload_mb`` allows.
        Unusable: it cannot become a song.
        NotFound, InvalidInput: there is no place as ``into`` says.
    """
    if not isinstance(file, TemporaryUploadedFile):  # the setting FILE_UPLOAD_HANDLERS says so
        raise TypeError(type(file))
    check_file(file.size or 0)
    path = Path(file.temporary_file_path())
    return services.received_files.receive(path, file.name or "", into, dry_run=dry_run)
