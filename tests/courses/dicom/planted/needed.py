"""What must be there for an image to be shown, measured and understood."""

_ANY = """Modality SOPClassUID SeriesNumber InstanceNumber ImageType Rows Columns
    BitsAllocated BitsStored HighBit PixelRepresentation SamplesPerPixel
    PhotometricInterpretation RescaleSlope RescaleIntercept WindowCenter WindowWidth
    PixelSpacing SliceThickness ImagePositionPatient ImageOrientationPatient
    BodyPartExamined PatientPosition PatientOrientation Laterality"""
_BY_KIND = {
    "CT": "KVP ConvolutionKernel XRayTubeCurrent ExposureTime GantryDetectorTilt",
    "MR": "EchoTime RepetitionTime FlipAngle MagneticFieldStrength InversionTime",
    "DX": "KVP ViewPosition ImagerPixelSpacing ExposureTime",
    "CR": "KVP ViewPosition ImagerPixelSpacing",
    "MG": "KVP ViewPosition ImagerPixelSpacing CompressionForce",
    "XA": "KVP ImagerPixelSpacing PositionerPrimaryAngle FrameTime",
    "US multi-frame": "FrameTime",
}
VALUES = {
    "ImageType": ["ORIGINAL", "PRIMARY"],
    "PatientPosition": "HFS",
    "PatientOrientation": ["L", "P"],
    "Laterality": "L",
    "XRayTubeCurrent": 200,
    "ExposureTime": 500,
    "GantryDetectorTilt": 0,
    "EchoTime": 12.5,
    "RepetitionTime": 500,
    "FlipAngle": 90,
    "InversionTime": 150,
    "MagneticFieldStrength": 1.5,
    "ViewPosition": "PA",
    "ImagerPixelSpacing": [0.15, 0.15],
    "CompressionForce": 90,
    "PositionerPrimaryAngle": 30,
    "FrameTime": 40,
}


def of(kind: str) -> list[str]:
    return f"{_ANY} {_BY_KIND.get(kind, '')}".split()
