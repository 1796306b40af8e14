/** The environment variable by which a program's process learns that the preview wants source positions. */
export const SOURCE_POSITIONS = "PRODUCTIONPROOF_SOURCE_POSITIONS";

/** True if the preview wants to know where the program creates its resources. The program itself doesn't see the variable. */
export function wantsPositions(): boolean {
  const wants = process.env[SOURCE_POSITIONS] !== undefined;
  Reflect.deleteProperty(process.env, SOURCE_POSITIONS);
  return wants;
}
