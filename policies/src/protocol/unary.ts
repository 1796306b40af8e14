import { status, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";

/** Creates a unary gRPC handler from a function; if the function throws, the program receives the error's message. */
export function unary<Request, Response>(handle: (request: Request) => Response | Promise<Response>) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    const answer = async (): Promise<Response> => await handle(call.request);
    answer().then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        callback({ code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) });
      },
    );
  };
}
