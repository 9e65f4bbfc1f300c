/** Something the person who starts Postern can put right. Its message is one line and says how; no stack is shown. */
export class UserFault extends Error {}
