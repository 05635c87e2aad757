/** Where people come to answer: what is copied, printed, and drawn as a QR code. */
export function participantLink(contest: string): string {
  return `${window.location.origin}/c/${contest}`;
}
