"""What an educator may write: a form for each kind of exercise."""

from courses.assessment.forms.base import KindForm
from courses.assessment.forms.films import RejectForm, SideMarkerForm
from courses.assessment.forms.hanging import HangingForm
from courses.assessment.forms.headers import (
    HeaderReadingForm,
    HeaderRepairForm,
    SortingForm,
)
from courses.assessment.forms.images import CriticalForm, WindowingForm
from courses.assessment.forms.mark import MarkForm
from courses.assessment.forms.measure import MeasureForm
from courses.assessment.forms.paper import AnomalyForm, DeidentifyForm

FORMS: dict[str, type[KindForm]] = {
    "mark": MarkForm,
    "measure": MeasureForm,
    "windowing": WindowingForm,
    "side-marker": SideMarkerForm,
    "reject": RejectForm,
    "critical": CriticalForm,
    "hanging": HangingForm,
    "header-repair": HeaderRepairForm,
    "header-reading": HeaderReadingForm,
    "anomaly": AnomalyForm,
    "sorting": SortingForm,
    "deidentify": DeidentifyForm,
}

__all__ = ["FORMS", "KindForm"]
