import { status, type sendUnaryData, type ServerUnaryCall, type StatusObject } from "@grpc/grpc-js";

/** What the caller is told of an error. */
type CallError = Pick<StatusObject, "code" | "details">;

/**
 * Creates a unary gRPC handler from a function.
 *
 * @param toError converts what the function throws. @defaultValue the error's own message
 */
export function unary<Request, Response>(
  handle: (request: Request) => Response | Promise<Response>,
  toError: (error: unknown) => CallError = ownMessage,
) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    const answer = async (): Promise<Response> => await handle(call.request);
    answer().then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        callback(toError(error));
      },
    );
  };
}

function ownMessage(error: unknown): CallError {
  return { code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) };
}
