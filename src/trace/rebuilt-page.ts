/** Where a rebuilt process has its page of VINTF0: neither words nor events tell. */
export const PAGE = 0x1_0000_0000n;
export const PAGE_BYTES = 0x10000n;
