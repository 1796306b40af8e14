/** The name of the pack in the engine, however it is started. */
export const PACK_NAME = "productionproof-eks";
