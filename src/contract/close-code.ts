/** With which the web host closes the connection of a second page. RFC 6455 leaves 4000 to 4999 to applications. */
export const CLOSE_SECOND_PAGE = 4409;
