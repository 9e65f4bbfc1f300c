/** An error that the operator can fix. Its message is one line that names the fix; it is printed without a stack. */
export class UserError extends Error {
  constructor(message) {
    super(message);
    // Each bundle has its own copy of this class, so callers compare the name, not the class.
    this.name = 'UserError';
  }
}
