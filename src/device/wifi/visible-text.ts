const COLOURS = /\u001b\[[\d;]*m/g; // SGR, as ESP-IDF's log uses it
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/g;
const DELETE = 0x7f;
// C1 controls, line and paragraph separators, and what turns the reading direction.
const MISLEADING = /[\u0080-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** What a device says, for people to read: colours left out, a control byte shown as its symbol (`␛`), never obeyed. */
export function visibleText(text: string): string {
  return text
    .replace(COLOURS, '')
    .replace(CONTROL, (character) => symbolOf(character.charCodeAt(0)))
    .replace(MISLEADING, '\ufffd');
}

/** Unicode's control pictures: U+2400 on, and U+2421 for DEL. */
function symbolOf(code: number): string {
  return String.fromCharCode(code === DELETE ? 0x2421 : 0x2400 + code);
}
