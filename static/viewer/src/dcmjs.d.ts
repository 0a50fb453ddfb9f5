declare module "dcmjs" {
  const dcmjs: { data: { DicomMetaDictionary: { dictionary: Record<string, { name?: string }> } } };
  export default dcmjs;
}
