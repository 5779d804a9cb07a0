/** The search of History: a scanner writes into it wherever the focus is. */
export const SEARCH_ID = 'history-search';
