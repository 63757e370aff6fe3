const AT = ' at ';

/** A virtual machine at one of several SMMUs, as the log tells of it. */
export function placeAt(vm: string, smmu: string): string {
  return `${vm}${AT}${smmu}`;
}

/** The VM of a place in its guest that {@link placeAt} named, or of its first SMMU. */
export function vmAt(place: string): string {
  const end = place.indexOf(AT);
  return end === -1 ? place : place.slice(0, end);
}

/** The SMMU of a place that {@link placeAt} named; none where a VM is meant as a whole. */
export function smmuAt(place: string): string | undefined {
  const end = place.indexOf(AT);
  return end === -1 ? undefined : place.slice(end + AT.length);
}
