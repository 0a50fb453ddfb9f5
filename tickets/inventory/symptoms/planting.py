"""The demo hospital's symptoms."""

from pathlib import Path
from typing import Final

from portal.lib import yaml_files
from portal.lib.seeds import demo
from tickets.inventory.models import Symptom

FILE: Final = Path(__file__).parent.parent / "data" / "symptoms.yaml"


@demo(order=21)
def plant_symptoms() -> None:
    content = yaml_files.read(FILE.read_text(encoding="utf-8"))
    for order, (code, facts) in enumerate(content["symptoms"].items()):
        Symptom.objects.get_or_create(code=code, defaults=facts | {"order": order})
