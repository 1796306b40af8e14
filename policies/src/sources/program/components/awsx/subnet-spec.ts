/** A kind of subnet of which every zone gets one, as a program specifies it. */
export interface SubnetSpec {
  readonly type: string;
  readonly name?: string;
  readonly cidrMask?: number;
  /** The number of addresses, instead of the mask. */
  readonly size?: number;
  /** The block in each zone, instead of the mask. */
  readonly cidrBlocks?: readonly string[];
}
