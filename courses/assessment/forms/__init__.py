"""What an educator may write: a form for each kind of exercise."""

from courses.assessment.forms.base import KindForm
from courses.assessment.forms.mark import MarkForm

FORMS: dict[str, type[KindForm]] = {"mark": MarkForm}

__all__ = ["FORMS", "KindForm"]
