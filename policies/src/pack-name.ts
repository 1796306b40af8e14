/** What the engine calls the pack, whichever way it is started. */
export const PACK_NAME = "productionproof-eks";
