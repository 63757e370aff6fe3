/** A virtual machine at one of several SMMUs, as the log tells of it. */
export function placeAt(vm: string, smmu: string): string {
  return `${vm} at ${smmu}`;
}

/** The VM of a place in its guest that {@link placeAt} named, or of its first SMMU. */
export function vmAt(place: string): string {
  return place.split(' at ')[0] ?? place;
}
