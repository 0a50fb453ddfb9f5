"""DICOMweb's resources, PS3.18 table 10.1-1."""

from django.urls import path, register_converter

from courses.studies.dicomweb import pictures, retrieve, search


class UidConverter:
    """Digits and points only: nothing else ever becomes a file's name."""

    regex = r"[0-9][0-9.]{0,63}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FramesConverter(UidConverter):
    regex = r"[1-9]\d{0,5}(?:,[1-9]\d{0,5}){0,999}"


register_converter(UidConverter, "uid")
register_converter(FramesConverter, "frames")

app_name = "dicomweb"
_STUDY = "studies/<uid:study_uid>"
_SERIES = f"{_STUDY}/series/<uid:series_uid>"
_INSTANCE = f"{_SERIES}/instances/<uid:sop_uid>"
_FRAMES = f"{_INSTANCE}/frames/<frames:numbers>"

urlpatterns = [
    path("studies", search.studies, name="studies"),
    path("series", search.series, name="all_series"),
    path("instances", search.instances, name="all_instances"),
    path(f"{_STUDY}/series", search.series, name="series"),
    path(f"{_STUDY}/instances", search.instances, name="study_instances"),
    path(f"{_SERIES}/instances", search.instances, name="instances"),
    path(_STUDY, retrieve.instances, name="study"),
    path(_SERIES, retrieve.instances, name="one_series"),
    path(_INSTANCE, retrieve.instances, name="instance"),
    path(f"{_STUDY}/metadata", retrieve.study_metadata, name="study_metadata"),
    path(f"{_SERIES}/metadata", retrieve.series_metadata, name="series_metadata"),
    path(f"{_INSTANCE}/metadata", retrieve.instance_metadata, name="metadata"),
    path(f"{_INSTANCE}/frames", retrieve.all_frames, name="all_frames"),
    path(_FRAMES, retrieve.frames, name="frames"),
    path(f"{_INSTANCE}/rendered", pictures.rendered, name="rendered"),
    path(f"{_FRAMES}/rendered", pictures.rendered, name="rendered_frame"),
    path(f"{_STUDY}/thumbnail", pictures.thumbnail, name="study_thumbnail"),
    path(f"{_SERIES}/thumbnail", pictures.thumbnail, name="series_thumbnail"),
    path(f"{_INSTANCE}/thumbnail", pictures.thumbnail, name="thumbnail"),
]
