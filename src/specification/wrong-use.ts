/** The caller asked for something that does not exist or cannot be; the message says what would do. */
export class WrongUse extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WrongUse';
  }
}
