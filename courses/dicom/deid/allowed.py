"""What may stay though the table does not name it: attributes, by kind of object.

Everything else goes. A new or odd attribute is therefore removed until somebody
has thought about it and written it down here."""

from functools import cache
from types import MappingProxyType

from pydicom.datadict import tag_for_keyword

# What any object needs to be found, grouped and referred to (PS3.3 C.7, C.12).
COMMON = """
SpecificCharacterSet ImageType SOPClassUID Modality ModalitiesInStudy
ReferencedSOPClassUID ReferencedFrameNumber PurposeOfReferenceCodeSequence
ReferencedSeriesSequence ReferencedInstanceSequence ReferencedSOPSequence
ReferencedImageSequence SourceImageSequence ReferencedFrameOfReferenceSequence
SeriesNumber InstanceNumber AcquisitionNumber TemporalPositionIdentifier
NumberOfTemporalPositions TemporalPositionIndex Laterality ImageLaterality
BodyPartExamined AnatomicRegionSequence AnatomicRegionModifierSequence
PrimaryAnatomicStructureSequence PrimaryAnatomicStructureModifierSequence
PatientPosition PatientOrientation PositionReferenceIndicator
ViewCodeSequence ViewModifierCodeSequence CodeValue CodingSchemeDesignator
CodeMeaning LongCodeValue ContextIdentifier MappingResource PresentationIntentType
BurnedInAnnotation RecognizableVisualFeatures LossyImageCompression
LossyImageCompressionRatio LossyImageCompressionMethod QualityControlImage
ConversionType AcquisitionDuration ImagesInAcquisition ContrastBolusVolume
ContrastBolusAgentSequence ContrastBolusAdministrationRouteSequence
ContrastBolusIngredientConcentration ContrastBolusTotalDose ContrastFlowRate
ContrastFlowDuration ContrastBolusIngredient
"""

# PS3.3 C.7.6.3 and the look-up tables of C.11.
PIXELS = """
SamplesPerPixel PhotometricInterpretation PlanarConfiguration Rows Columns
NumberOfFrames BitsAllocated BitsStored HighBit PixelRepresentation
SmallestImagePixelValue LargestImagePixelValue PixelPaddingValue
PixelPaddingRangeLimit PixelAspectRatio PixelSpacing ImagerPixelSpacing
NominalScannedPixelSpacing PixelSpacingCalibrationType
RescaleIntercept RescaleSlope RescaleType ModalityLUTSequence ModalityLUTType
LUTDescriptor LUTData VOILUTSequence VOILUTFunction WindowCenter WindowWidth
WindowCenterWidthExplanation PresentationLUTShape PresentationLUTSequence
RedPaletteColorLookupTableDescriptor GreenPaletteColorLookupTableDescriptor
BluePaletteColorLookupTableDescriptor RedPaletteColorLookupTableData
GreenPaletteColorLookupTableData BluePaletteColorLookupTableData
SegmentedRedPaletteColorLookupTableData SegmentedGreenPaletteColorLookupTableData
SegmentedBluePaletteColorLookupTableData
PixelIntensityRelationship PixelIntensityRelationshipSign PixelData
FloatPixelData DoubleFloatPixelData FrameIncrementPointer FrameTime
FrameTimeVector FrameDelay StartTrim StopTrim RecommendedDisplayFrameRate
CineRate ActualFrameDuration EffectiveDuration PreferredPlaybackSequencing
RepresentativeFrameNumber
"""

# PS3.3 C.7.6.2: where in the patient.
PLANE = """
ImageOrientationPatient ImagePositionPatient SliceThickness SliceLocation
SpacingBetweenSlices
"""

CT = """
ScanOptions KVP DataCollectionDiameter ReconstructionDiameter
DistanceSourceToDetector DistanceSourceToPatient GantryDetectorTilt TableHeight
RotationDirection ExposureTime XRayTubeCurrent Exposure ExposureInuAs FilterType
GeneratorPower FocalSpots ConvolutionKernel RevolutionTime SingleCollimationWidth
TotalCollimationWidth TableSpeed TableFeedPerRotation SpiralPitchFactor
ExposureModulationType EstimatedDoseSaving CTDIvol CTDIPhantomTypeCodeSequence
ReconstructionTargetCenterPatient DataCollectionCenterPatient
AcquisitionType ReconstructionAlgorithm MultienergyCTAcquisition WaterEquivalentDiameter
ReconstructionFieldOfView ReconstructionPixelSpacing ReconstructionAngle TubeAngle
ConstantVolumeFlag FluoroscopyFlag
"""

MR = """
ScanningSequence SequenceVariant ScanOptions MRAcquisitionType AngioFlag
RepetitionTime EchoTime InversionTime NumberOfAverages ImagingFrequency
ImagedNucleus EchoNumbers MagneticFieldStrength NumberOfPhaseEncodingSteps
EchoTrainLength PercentSampling PercentPhaseFieldOfView PixelBandwidth TriggerTime
NominalInterval BeatRejectionFlag LowRRValue HighRRValue IntervalsAcquired
IntervalsRejected HeartRate CardiacNumberOfImages TriggerWindow
ReconstructionDiameter AcquisitionMatrix InPlanePhaseEncodingDirection FlipAngle
VariableFlipAngleFlag SAR dBdt DiffusionBValue DiffusionGradientOrientation
TemporalResolution CardiacSynchronizationTechnique
RespiratoryMotionCompensationTechnique
EffectiveEchoTime SpectrallySelectedSuppression EchoPulseSequence
MultipleSpinEcho MultiPlanarExcitation PhaseContrast TimeOfFlightContrast Spoiling
SteadyStatePulseSequence EchoPlanarPulseSequence SaturationRecovery
"""

XRAY = """
KVP DistanceSourceToDetector DistanceSourceToPatient ExposureTime XRayTubeCurrent
Exposure ExposureInuAs Sensitivity RelativeXRayExposure ExposureIndex
TargetExposureIndex DeviationIndex ViewPosition PositionerType
PositionerPrimaryAngle PositionerSecondaryAngle PositionerMotion
EstimatedRadiographicMagnificationFactor FieldOfViewShape FieldOfViewDimensions
FieldOfViewOrigin FieldOfViewRotation FieldOfViewHorizontalFlip Grid FocalSpots
AnodeTargetMaterial BodyPartThickness CompressionForce CollimatorShape
CollimatorLeftVerticalEdge CollimatorRightVerticalEdge
CollimatorUpperHorizontalEdge CollimatorLowerHorizontalEdge CenterOfCircularCollimator
RadiusOfCircularCollimator VerticesOfThePolygonalCollimator ShutterShape
ShutterLeftVerticalEdge ShutterRightVerticalEdge ShutterUpperHorizontalEdge
ShutterLowerHorizontalEdge CenterOfCircularShutter RadiusOfCircularShutter
VerticesOfThePolygonalShutter ShutterPresentationValue DetectorType
DetectorConfiguration DetectorActiveShape DetectorActiveDimensions
DetectorElementPhysicalSize DetectorElementSpacing DetectorTemperature
ExposureControlMode RadiationSetting RadiationMode BreastImplantPresent
PartialView ImageAndFluoroscopyAreaDoseProduct EntranceDoseInmGy FilterMaterial
PixelIntensityRelationshipLUTSequence MaskSubtractionSequence MaskOperation
ApplicableFrameRange MaskFrameNumbers ContrastFrameAveraging MaskSubPixelShift
RecommendedViewingMode
"""

ULTRASOUND = """
SequenceOfUltrasoundRegions RegionSpatialFormat RegionDataType RegionFlags
RegionLocationMinX0 RegionLocationMinY0 RegionLocationMaxX1 RegionLocationMaxY1
ReferencePixelX0 ReferencePixelY0 PhysicalUnitsXDirection PhysicalUnitsYDirection
ReferencePixelPhysicalValueX ReferencePixelPhysicalValueY PhysicalDeltaX
PhysicalDeltaY TransducerFrequency PulseRepetitionFrequency
DopplerCorrectionAngle SteeringAngle DopplerSampleVolumeXPosition
DopplerSampleVolumeYPosition TransducerType TransducerScanPatternCodeSequence
UltrasoundColorDataPresent NumberOfStages NumberOfViewsInStage StageNumber
ViewNumber NumberOfEventTimers HeartRate MechanicalIndex
BoneThermalIndex CranialThermalIndex SoftTissueThermalIndex DepthOfScanField
"""

NUCLEAR = """
Units CountsSource CorrectedImage DecayCorrection ReconstructionDiameter
CollimatorType AttenuationCorrectionMethod RandomsCorrectionMethod NumberOfSlices
NumberOfTimeSlices SeriesType TypeOfDetectorMotion FrameReferenceTime
DecayFactor DoseCalibrationFactor ScatterFractionFactor PrimaryPromptsCountsAccumulated
SecondaryCountsAccumulated SliceSensitivityFactor ImageIndex EnergyWindowVector
NumberOfEnergyWindows EnergyWindowInformationSequence EnergyWindowRangeSequence
EnergyWindowLowerLimit EnergyWindowUpperLimit DetectorVector NumberOfDetectors
RotationVector NumberOfRotations SliceVector TimeSlotVector NumberOfRRIntervals
RadiopharmaceuticalInformationSequence RadionuclideCodeSequence
RadiopharmaceuticalCodeSequence RadionuclideTotalDose RadionuclideHalfLife
RadionuclidePositronFraction PatientOrientationCodeSequence
PatientOrientationModifierCodeSequence PatientGantryRelationshipCodeSequence
DetectorInformationSequence StartAngle ScanArc AngularStep RadialPosition
CountsAccumulated AcquisitionTerminationCondition ActualFrameDuration
"""

# Functional groups of the enhanced objects, PS3.3 C.7.6.16.
ENHANCED = """
SharedFunctionalGroupsSequence PerFrameFunctionalGroupsSequence
PixelMeasuresSequence PlanePositionSequence PlaneOrientationSequence
FrameContentSequence FrameAcquisitionNumber FrameAcquisitionDuration
DimensionIndexValues DimensionOrganizationSequence DimensionIndexSequence
DimensionIndexPointer FunctionalGroupPointer DimensionOrganizationType
StackID InStackPositionNumber FrameAnatomySequence FrameLaterality
PixelValueTransformationSequence FrameVOILUTSequence RealWorldValueMappingSequence
RealWorldValueIntercept RealWorldValueSlope RealWorldValueFirstValueMapped
RealWorldValueLastValueMapped MeasurementUnitsCodeSequence FrameType
PixelPresentation VolumetricProperties VolumeBasedCalculationTechnique
ComplexImageComponent AcquisitionContrast DerivationImageSequence
DerivationCodeSequence CTImageFrameTypeSequence CTAcquisitionTypeSequence
CTAcquisitionDetailsSequence CTTableDynamicsSequence CTPositionSequence
CTGeometrySequence CTReconstructionSequence CTExposureSequence
CTXRayDetailsSequence MRImageFrameTypeSequence
MRTimingAndRelatedParametersSequence MRFOVGeometrySequence MREchoSequence
MRModifierSequence MRImagingModifierSequence MRReceiveCoilSequence
MRAveragesSequence MRDiffusionSequence CardiacSynchronizationSequence
RespiratorySynchronizationSequence NominalCardiacTriggerDelayTime
DiffusionDirectionality DiffusionGradientDirectionSequence
InConcatenationNumber InConcatenationTotalNumber ConcatenationFrameOffsetNumber
ExposureTimeInms XRayTubeCurrentInmA ExposureInmAs TablePosition
MRAcquisitionFrequencyEncodingSteps MRAcquisitionPhaseEncodingStepsInPlane
GradientEchoTrainLength RFEchoTrainLength ResonantNucleus KSpaceFiltering
BloodSignalNulling Tagging MagnetizationTransfer OperatingModeSequence
"""

SEGMENTATION = """
SegmentationType SegmentationFractionalType MaximumFractionalValue SegmentSequence
SegmentNumber SegmentAlgorithmType SegmentedPropertyCategoryCodeSequence
SegmentedPropertyTypeCodeSequence SegmentIdentificationSequence
ReferencedSegmentNumber RecommendedDisplayCIELabValue
"""

DOSE = """
DoseUnits DoseType DoseSummationType GridFrameOffsetVector DoseGridScaling
TissueHeterogeneityCorrection
"""

# The title and the structure of a document; its text goes with the content.
DOCUMENT = """
ValueType ContinuityOfContent ConceptNameCodeSequence CompletionFlag
VerificationFlag PreliminaryFlag MIMETypeOfEncapsulatedDocument
"""

_IMAGES = (COMMON, PIXELS, PLANE)
_BY_CLASS = MappingProxyType(
    {
        "1.2.840.10008.5.1.4.1.1.1": (*_IMAGES, XRAY),
        "1.2.840.10008.5.1.4.1.1.12": (*_IMAGES, XRAY, ENHANCED),
        "1.2.840.10008.5.1.4.1.1.13": (*_IMAGES, XRAY, ENHANCED),
        "1.2.840.10008.5.1.4.1.1.2": (*_IMAGES, CT, ENHANCED),
        "1.2.840.10008.5.1.4.1.1.4": (*_IMAGES, MR, ENHANCED),
        "1.2.840.10008.5.1.4.1.1.3": (*_IMAGES, ULTRASOUND),
        "1.2.840.10008.5.1.4.1.1.6": (*_IMAGES, ULTRASOUND, ENHANCED),
        "1.2.840.10008.5.1.4.1.1.20": (*_IMAGES, NUCLEAR),
        "1.2.840.10008.5.1.4.1.1.128": (*_IMAGES, NUCLEAR),
        "1.2.840.10008.5.1.4.1.1.130": (*_IMAGES, NUCLEAR, ENHANCED),
        "1.2.840.10008.5.1.4.1.1.66": (*_IMAGES, ENHANCED, SEGMENTATION),
        "1.2.840.10008.5.1.4.1.1.481": (*_IMAGES, DOSE),
        "1.2.840.10008.5.1.4.1.1.88": (COMMON, DOCUMENT),
        "1.2.840.10008.5.1.4.1.1.104": (COMMON, DOCUMENT),
    }
)


def _family(sop_class: str) -> tuple[str, ...]:
    """By the longest arc of the class's UID that we know; images by default."""
    arc = sop_class
    while arc:
        if arc in _BY_CLASS:
            return _BY_CLASS[arc]
        arc = arc.rpartition(".")[0]
    return _IMAGES


@cache
def tags_for(sop_class: str) -> frozenset[int]:
    """The tags that an object of this class may carry, at any depth."""
    keywords = " ".join(_family(sop_class)).split()
    return frozenset(
        tag for word in keywords if (tag := tag_for_keyword(word)) is not None
    )
