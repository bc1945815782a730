/** Why a calendar cannot be taken, in a sentence for the person who chose it. None of it is taken then. */
export class CalendarFault extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'CalendarFault';
  }
}
