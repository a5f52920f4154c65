"""How much the built layer weighs."""

from rich.console import Console

from leadgate_local.build import build
from leadgate_local.place import Place


def measure() -> dict[str, float]:
    """Build the layer if it is not built, and weigh it.

    Returns:
        `layer.unzipped_mb`, in millions of bytes as Lambda's limit counts them.
    """
    place = Place()
    place.folder.mkdir(parents=True, exist_ok=True)
    Console(stderr=True).print("building the layer, unless it is built ...", style="dim")
    build(place)
    layer = place.build / "CommonLayer"
    size = sum(file.stat().st_size for file in layer.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return {"layer.unzipped_mb": round(size / 1e6, 1)}
