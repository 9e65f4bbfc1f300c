/** Something the person who starts Postern can put right. Its message is one line and says how; no stack is shown. */
export class UserFault extends Error {
  constructor(message) {
    super(message);
    // Bundles hold a class of their own, so it is told by name.
    this.name = 'UserFault';
  }
}
