"""DICOMweb's resources, PS3.18 table 10.1-1."""

from django.urls import path, register_converter

from courses.studies.dicomweb import metadata, pictures, retrieve, search
from courses.studies.dicomweb.store import also_stores


class UidConverter:
    """Digits and points only: nothing else ever becomes a file's name."""

    regex = r"[0-9][0-9.]{0,63}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FramesConverter(UidConverter):
    regex = r"[1-9]\d{0,5}(?:,[1-9]\d{0,5}){0,999}"


class BulkConverter(UidConverter):
    """The way to an attribute: tag, or tag, item and tag again."""

    regex = r"[0-9A-Fa-f]{8}(?:/[1-9]\d{0,5}/[0-9A-Fa-f]{8}){0,16}"


register_converter(UidConverter, "uid")
register_converter(FramesConverter, "frames")
register_converter(BulkConverter, "bulk")

app_name = "dicomweb"
_STUDY = "studies/<uid:study_uid>"
_SERIES = f"{_STUDY}/series/<uid:series_uid>"
_INSTANCE = f"{_SERIES}/instances/<uid:sop_uid>"
_FRAMES = f"{_INSTANCE}/frames/<frames:numbers>"

urlpatterns = [
    path("studies", also_stores(search.studies), name="studies"),
    path("series", search.series, name="all_series"),
    path("instances", search.instances, name="all_instances"),
    path(f"{_STUDY}/series", search.series, name="series"),
    path(f"{_STUDY}/instances", search.instances, name="study_instances"),
    path(f"{_SERIES}/instances", search.instances, name="instances"),
    path(_STUDY, also_stores(retrieve.instances), name="study"),
    path(_SERIES, retrieve.instances, name="one_series"),
    path(_INSTANCE, retrieve.instances, name="instance"),
    path(f"{_STUDY}/metadata", metadata.of_study, name="study_metadata"),
    path(f"{_SERIES}/metadata", metadata.of_series, name="series_metadata"),
    path(f"{_INSTANCE}/metadata", metadata.of_instance, name="metadata"),
    path(f"{_INSTANCE}/frames", retrieve.all_frames, name="all_frames"),
    path(_FRAMES, retrieve.frames, name="frames"),
    path(f"{_INSTANCE}/bulkdata/<bulk:path>", retrieve.bulk_data, name="bulk_data"),
    path(f"{_STUDY}/rendered", pictures.rendered, name="rendered_study"),
    path(f"{_SERIES}/rendered", pictures.rendered, name="rendered_series"),
    path(f"{_INSTANCE}/rendered", pictures.rendered, name="rendered"),
    path(f"{_FRAMES}/rendered", pictures.rendered, name="rendered_frame"),
    path(f"{_STUDY}/thumbnail", pictures.thumbnail, name="study_thumbnail"),
    path(f"{_SERIES}/thumbnail", pictures.thumbnail, name="series_thumbnail"),
    path(f"{_INSTANCE}/thumbnail", pictures.thumbnail, name="thumbnail"),
    path(f"{_FRAMES}/thumbnail", pictures.thumbnail, name="frame_thumbnail"),
]
