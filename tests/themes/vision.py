"""How a person with a colour-vision deficiency sees a colour.

Source: Machado, Oliveira, Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency",
IEEE TVCG 2009; the matrices of severity 1.0, applied in linear light.
"""

MATRICES = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def seen(colour: tuple[int, int, int], deficiency: str) -> tuple[int, int, int]:
    """The colour that a person with full vision would call the same."""
    light = [_linear(channel / 255) for channel in colour]
    mixed = [sum(a * b for a, b in zip(row, light, strict=True)) for row in MATRICES[deficiency]]
    red, green, blue = (round(255 * _encoded(min(1.0, max(0.0, value)))) for value in mixed)
    return red, green, blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encoded(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
