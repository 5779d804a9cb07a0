/** `A0B1C2D3E4F5` as people write it: `A0:B1:C2:D3:E4:F5`. */
export function macWithColons(mac: string): string {
  return mac.replace(/..(?!$)/g, '$&:');
}
